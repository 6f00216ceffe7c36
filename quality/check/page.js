"use strict";
const boxes = [...document.querySelectorAll(".filters input[type=checkbox]")];
const search = document.getElementById("search");
const shown = document.getElementById("shown");
const rows = [...document.querySelectorAll("tr.unit")];
const wholes = rows.map((row) => row.textContent.toLowerCase());

function apply() {
  const off = { check: new Set(), severity: new Set() };
  for (const box of boxes) if (!box.checked) off[box.dataset.kind].add(box.value);
  const wanted = search.value.trim().toLowerCase();
  let count = 0;
  rows.forEach((row, at) => {
    let any = false;
    for (const item of row.querySelectorAll("li")) {
      item.hidden = off.check.has(item.dataset.check) || off.severity.has(item.dataset.severity);
      if (!item.hidden) any = true;
    }
    row.hidden = !any || !wholes[at].includes(wanted);
    if (!row.hidden) count += row.querySelectorAll("li:not([hidden])").length;
  });
  shown.textContent = count + (count === 1 ? " finding shown" : " findings shown");
}

boxes.forEach((box) => box.addEventListener("change", apply));
search.addEventListener("input", apply);
document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
apply();
