// Ties the button of a passkey form to the sign-in library's own functions.
for (const form of document.querySelectorAll("[data-passkey]")) {
  const { passkey, part, button, credential } = form.dataset;
  window.allauth.webauthn.forms[passkey]({ ids: { [part]: button, credential, data: "js_data" } });
}
