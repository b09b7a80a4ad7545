// A framed tool may ask for the height it needs, in Canvas's words: {subject: "lti.frameResize", height: 900}.
const frame = document.querySelector("iframe.tool");

window.addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow || event.data?.subject !== "lti.frameResize") return;
  const height = Number(event.data.height);
  if (height >= 200 && height <= 20000) frame.style.height = `${height}px`;
});
