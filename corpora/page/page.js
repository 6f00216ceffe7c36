"use strict";
// Scripts, width, case and quotation marks folded; the table holds two characters for each fold.
const twins = new Map();
{
  const table = [...(document.documentElement.dataset.fold ?? "")];
  for (let at = 0; at < table.length; at += 2) twins.set(table[at], table[at + 1]);
}
const foldable = twins.size ? new RegExp(`[${[...twins.keys()].join("")}]`, "gu") : /$^/;
function fold(text) {
  const plain = text.normalize("NFKC").toLowerCase();
  return plain
    .replace(foldable, (one) => twins.get(one))
    .replace(/[“”„「」『』]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, " ");
}

// A form that shows the rows which hold what is typed and which its choices let through.
function sieve(form) {
  const rows = [...document.querySelectorAll(form.dataset.rows)];
  const box = form.querySelector("[type=search]");
  const all = form.querySelector("[type=reset]");
  const told = form.querySelector("output");
  const names = new Set([...form.querySelectorAll("[type=checkbox][name]")].map((one) => one.name));
  const groups = [...new Set(rows.map((row) => row.closest(".chunk")))].filter(Boolean);
  const folds = [...new Set(rows.map((row) => row.closest("details")))].filter(Boolean);
  const whole = rows.reduce((sum, row) => sum + Number(row.dataset.count ?? 1), 0);
  let texts = null;

  function tests() {
    const found = [];
    for (const name of names) {
      const boxes = [...form.querySelectorAll("[type=checkbox]")].filter((one) => one.name === name);
      if (boxes.every((one) => one.checked)) continue;
      const on = new Set(boxes.filter((one) => one.checked).map((one) => one.value));
      found.push((row) => on.has(row.dataset[name]));
    }
    for (const list of form.querySelectorAll("select"))
      if (list.value) found.push((row) => row.dataset[list.name] === list.value);
    for (const one of form.querySelectorAll("[data-only]:checked"))
      found.push((row) => one.dataset.only in row.dataset);
    const wanted = fold(box.value).trim();
    if (wanted) {
      texts ??= new Map(rows.map((row) => [row, fold(row.textContent)]));
      found.push((row) => texts.get(row).includes(wanted));
    }
    return found;
  }

  function apply() {
    const asked = tests();
    let count = 0;
    for (const row of rows) {
      const off = !asked.every((test) => test(row));
      if (row.hidden !== off) row.hidden = off;
      count += off ? 0 : Number(row.dataset.count ?? 1);
    }
    for (const group of groups) group.hidden = !group.querySelector("[data-row]:not([hidden])");
    if (asked.length) for (const one of folds) one.open = true;
    all.hidden = !asked.length;
    told.textContent = asked.length ? `${count.toLocaleString("en")} of ${whole.toLocaleString("en")}` : "";
  }

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    if (rows.length > 1000) waiting = setTimeout(apply, 150);
    else apply();
  };
  rows.forEach((row) => { row.dataset.row = ""; });
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  return { form, rows: new Set(rows), apply };
}

const sieves = [...document.querySelectorAll("form.sieve")].map(sieve);

// A link to a place shows it, whatever hides it: a filter, a fold.
function open(place) {
  for (const { form, rows, apply } of sieves)
    for (let one = place; one; one = one.parentElement)
      if (rows.has(one) && one.hidden) {
        form.reset();
        apply();
      }
  for (let one = place; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
}
function go() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  open(place);
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: place.tagName === "SECTION" ? "start" : "center" });
}
addEventListener("hashchange", go);
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  // A link that asks for a filter: "look" is the name of a switch of the form.
  const asked = link.dataset.only;
  for (const { form, apply } of asked ? sieves : []) {
    const one = form.querySelector(`[data-only="${asked}"]`);
    if (!one) continue;
    form.reset();
    one.checked = true;
    apply();
  }
  if (link.getAttribute("href") === location.hash) go();
});
if (location.hash) go();

// What is folded is printed too.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => { for (const one of folded) one.open = false; });

// A picture is one stop of the Tab key; arrows go from place to place in it.
for (const picture of document.querySelectorAll("[data-picture]")) {
  const links = [...picture.querySelectorAll("a")];
  picture.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = links.indexOf(document.activeElement);
    const next = event.key === "Home" ? 0 : event.key === "End" ? links.length - 1 : at + (step ?? NaN);
    if (!links[next]) return;
    event.preventDefault();
    links[at]?.setAttribute("tabindex", "-1");
    links[next].setAttribute("tabindex", "0");
    links[next].focus();
  });
}
