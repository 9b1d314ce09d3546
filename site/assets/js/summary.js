// What is missing is read first.
document.querySelector(".sum")?.focus();
