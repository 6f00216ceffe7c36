// Narrows the table of pairs to the rows that hold what is typed, on either side.
const search = document.getElementById("search");
if (search) {
  const rows = Array.from(document.querySelectorAll("#pairs tbody tr"));
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const count = document.getElementById("found");
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, i) => {
      const fits = texts[i].includes(wanted);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    count.textContent = wanted ? `${shown} of ${rows.length} rows` : "";
  });
}
