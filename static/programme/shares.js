// <input data-share>: parts of a whole, in percent. Says under the last of them what they sum up to.
// The words stand in <output data-shares-open="…{total}…" data-shares-whole="…"> (see the template).

for (const output of document.querySelectorAll("output[data-shares-open]")) {
  const shares = [...document.querySelectorAll("[data-share]")];
  const row = shares.at(-1)?.closest(".row");
  if (!row) continue;
  row.after(output);
  const say = () => {
    const typed = shares.filter((share) => share.value.trim());
    const total = typed.reduce((sum, share) => sum + (Number(share.value) || 0), 0);
    const words = total === 100 ? output.dataset.sharesWhole : output.dataset.sharesOpen;
    output.textContent = typed.length ? words.replace("{total}", total) : "";
    output.classList.toggle("is-whole", total === 100);
  };
  for (const share of shares) share.addEventListener("input", say);
  say();
}
