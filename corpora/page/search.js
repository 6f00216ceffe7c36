"use strict";
// Shows the rows that hold what is typed and that `also` lets through; `tell` hears how many.
function narrow(box, rows, tell, also) {
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const apply = () => {
    const wanted = box.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, at) => {
      row.hidden = (also && !also(row)) || !texts[at].includes(wanted);
      count += row.hidden ? 0 : 1;
    });
    if (tell) tell(count, wanted);
  };
  box.addEventListener("input", apply);
  return apply;
}
