// The list of who is there, searched while somebody types: each word must stand in the name or beside it.
const place = document.querySelector("[data-tick-search]");
const nobody = document.querySelector("[data-tick-nobody]");

export const searchAmong = (rows) => {
  const field = place.querySelector("input");
  place.hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.querySelector("legend").textContent.toLocaleLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
    }
    nobody.hidden = rows.some((row) => !row.hidden);
  });
  // Enter must not send the list.
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
};
