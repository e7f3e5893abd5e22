// Tell the platform around this page, or the one that opened it, that the registration is over. It then closes the page.
const close = document.querySelector("#close-registration");
const platform = window.opener ?? (window.parent === window ? null : window.parent);
if (platform) {
  close.hidden = false;
  close.addEventListener("click", () => platform.postMessage({ subject: "org.imsglobal.lti.close" }, "*"));
}
