const search = document.getElementById("search");
if (search) {
  const rows = [...document.querySelectorAll("#pairs tbody tr")];
  const found = document.getElementById("found");
  narrow(search, rows, (count, wanted) => {
    found.textContent = wanted ? `${count} of ${rows.length} rows` : "";
  });
}
