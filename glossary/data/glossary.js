"use strict";
const box = document.getElementById("search");
const varied = document.getElementById("varied");
const shown = document.getElementById("shown");
const cards = [...document.querySelectorAll("#entries article")];
const texts = cards.map((card) => card.textContent.toLowerCase());

function filter() {
  const wanted = box.value.trim().toLowerCase();
  let count = 0;
  cards.forEach((card, index) => {
    const fits = texts[index].includes(wanted) && (!varied.checked || card.className === "varied");
    card.hidden = !fits;
    count += fits ? 1 : 0;
  });
  shown.textContent = `${count} of ${cards.length}`;
}

box.addEventListener("input", filter);
varied.addEventListener("change", filter);
filter();
