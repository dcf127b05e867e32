// <section data-reads-itself data-seconds="240"> stands behind an article, with a form in it. Once its reader has
// had the article open for so long and comes to the section, the form is sent: "I have read this case".

const part = document.querySelector("[data-reads-itself]");

const wait = (section) => {
  const needed = Number(section.dataset.seconds);
  let seconds = 0;
  let isAtEnd = false;

  const watch = new IntersectionObserver(([entry]) => {
    isAtEnd = entry.isIntersecting;
  });
  const clock = setInterval(() => {
    if (!section.isConnected) return stop();
    // Only the time counts in which the page could be read.
    if (!document.hidden) seconds += 1;
    if (seconds < needed || !isAtEnd || document.hidden) return;
    stop();
    section.querySelector("form").requestSubmit();
  }, 1000);
  const stop = () => {
    clearInterval(clock);
    watch.disconnect();
  };
  watch.observe(section);
};

// Without htmx the form would lead to another page, and nobody asked for that.
if (part && window.htmx) wait(part);
