const varied = document.getElementById("varied");
const shown = document.getElementById("shown");
const cards = [...document.querySelectorAll("#entries article")];
const filter = narrow(
  document.getElementById("search"),
  cards,
  (count) => { shown.textContent = `${count} of ${cards.length}`; },
  (card) => !varied.checked || card.className === "varied",
);
varied.addEventListener("change", filter);
filter();
