for (const box of document.querySelectorAll('input[type="search"]')) {
  const table = box.closest("p").nextElementSibling;
  const rows = [...table.tBodies[0].rows].map((row) => [row, row.textContent.toLowerCase()]);
  box.addEventListener("input", () => {
    const wanted = box.value.toLowerCase();
    for (const [row, words] of rows) row.hidden = !words.includes(wanted);
  });
}
