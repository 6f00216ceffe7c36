const boxes = [...document.querySelectorAll(".filters input[type=checkbox]")];
const shown = document.getElementById("shown");
const rows = [...document.querySelectorAll("tr.unit")];

function hasItems(row) {
  const off = { check: new Set(), severity: new Set() };
  for (const box of boxes) if (!box.checked) off[box.dataset.kind].add(box.value);
  const items = [...row.querySelectorAll("li")];
  for (const item of items)
    item.hidden = off.check.has(item.dataset.check) || off.severity.has(item.dataset.severity);
  return items.some((item) => !item.hidden);
}

const apply = narrow(
  document.getElementById("search"),
  rows,
  () => {
    const seen = rows.filter((row) => !row.hidden);
    const count = seen.reduce((n, row) => n + row.querySelectorAll("li:not([hidden])").length, 0);
    shown.textContent = count + (count === 1 ? " finding shown" : " findings shown");
  },
  hasItems,
);
boxes.forEach((box) => box.addEventListener("change", apply));
document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
apply();
