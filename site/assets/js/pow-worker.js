// ALTCHA, second version: counts up until PBKDF2(nonce + counter, salt) begins with the prefix asked for.
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hexed = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

onmessage = async ({ data: { nonce, salt, cost, keyLength, keyPrefix, algorithm } }) => {
  const start = performance.now(), head = bytes(nonce), password = new Uint8Array(head.length + 4);
  const kdf = { name: "PBKDF2", hash: algorithm.split("/")[1], salt: bytes(salt), iterations: cost };
  password.set(head);
  for (let counter = 0; ; counter++) {
    new DataView(password.buffer).setUint32(head.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hexed(await crypto.subtle.deriveBits(kdf, key, keyLength * 8));
    if (!derivedKey.startsWith(keyPrefix)) continue;
    postMessage({ counter, derivedKey, time: Math.round(performance.now() - start) });
    return;
  }
};
