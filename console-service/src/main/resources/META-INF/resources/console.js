// Live pages: when something happens, the page is fetched again and its content replaced. Everything works without this.
"use strict";
(() => {
  const main = document.querySelector("main[data-live]");
  const pulse = document.getElementById("pulse");
  const say = text => { if (pulse) pulse.textContent = text; };

  document.querySelectorAll("[data-copy]").forEach(button => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy)
      .then(() => { button.textContent = "Copied"; }));
  });
  if (!main || !window.EventSource) return;

  let waiting = false, wanted = false;
  const refresh = async () => {
    if (waiting) { wanted = true; return; }
    waiting = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.redirected || !answer.ok) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      replace(page.querySelector("main"));
      say("live");
    } catch (e) {
      say("connection lost, trying again");
    } finally {
      // at most two a second, however much happens
      setTimeout(() => { waiting = false; if (wanted) { wanted = false; refresh(); } }, 500);
    }
  };
  const replace = fresh => {
    if (!fresh || fresh.innerHTML === main.innerHTML) return;
    const open = [...main.querySelectorAll("details")].map(one => one.open);
    const focused = document.activeElement && main.contains(document.activeElement) ? path(document.activeElement) : null;
    main.replaceChildren(...fresh.childNodes);
    main.querySelectorAll("details").forEach((one, i) => { one.open = !!open[i]; });
    if (focused) { const again = main.querySelector(focused); if (again) again.focus({ preventScroll: true }); }
  };
  const path = element => {
    const steps = [];
    for (let one = element; one !== main; one = one.parentElement) {
      steps.unshift(`${one.tagName}:nth-child(${[...one.parentElement.children].indexOf(one) + 1})`);
    }
    return ":scope > " + steps.join(" > ");
  };
  const events = new EventSource("/v1/events");
  events.addEventListener("begin", refresh);
  events.addEventListener("gap", refresh);
  events.onmessage = refresh;
  events.onerror = () => say("connection lost, trying again");
  // ages grow although nothing happens
  setInterval(refresh, 60000);
})();
