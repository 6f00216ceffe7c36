for (const box of document.querySelectorAll('input[type="search"]'))
  narrow(box, [...box.closest("p").nextElementSibling.tBodies[0].rows]);
