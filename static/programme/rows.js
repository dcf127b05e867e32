// <div data-rows="figures"> with a <template>, and a <button data-add-row hidden> after it: one more
// row without a trip to the server. Without this file the form brings empty rows of its own.

for (const rows of document.querySelectorAll("[data-rows]")) {
  const form = rows.closest("form");
  const button = form.querySelector("[data-add-row]");
  const template = rows.querySelector("template");
  const total = form.elements[`${rows.dataset.rows}-TOTAL_FORMS`];
  button.hidden = false;
  button.addEventListener("click", () => {
    const number = Number(total.value);
    template.insertAdjacentHTML("beforebegin", template.innerHTML.replaceAll("__prefix__", number));
    total.value = number + 1;
    template.previousElementSibling.querySelector("input:not([type=hidden])").focus();
  });
}
