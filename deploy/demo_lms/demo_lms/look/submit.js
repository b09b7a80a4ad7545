// <form data-at-once>: sent as soon as the page is there. Without script its button does the same.
document.querySelector("form[data-at-once]").submit();
