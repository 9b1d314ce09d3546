// What a picture becomes before it leaves the phone, and what its pixels say.
const SHORT = 1080;
const canvas = (size) => Object.assign(document.createElement("canvas"), size);

// The phone's picture with its shorter side at most 1080 pixels, as JPEG; what a browser cannot open goes as it is.
export async function small(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SHORT / Math.min(bitmap.width, bitmap.height));
    const paper = canvas({ width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
    paper.getContext("2d").drawImage(bitmap, 0, 0, paper.width, paper.height);
    const blob = await new Promise((done) => paper.toBlob(done, "image/jpeg", 0.85));
    return { blob: blob ?? file, unclear: unclear(paper), thumb: thumb(paper) };
  } catch { return { blob: file, unclear: false, thumb: "" }; }
}

// Tiny, of one colour, or without a sharp edge anywhere: the desk measures the same, this only tells it sooner.
function unclear(paper) {
  const { width, height } = paper;
  if (Math.min(width, height) < 90 || Math.max(width, height) < 200) return true;
  const w = width, h = Math.min(height, 3000);
  const { data } = paper.getContext("2d").getImageData(0, 0, w, h);
  const grey = new Float32Array(w * h);
  for (let i = 0; i < grey.length; i++) grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
  let sharpest = 0, sum = 0, squares = 0;
  for (const each of grey) { sum += each; squares += each * each; }
  if (squares / grey.length - (sum / grey.length) ** 2 < 36) return true;
  for (let ty = 0; ty < 8; ty++) for (let tx = 0; tx < 8; tx++) {
    let n = 0;
    sum = squares = 0;
    for (let y = Math.max(1, (ty * h) >> 3); y < Math.min(h - 1, ((ty + 1) * h) >> 3); y++)
      for (let x = Math.max(1, (tx * w) >> 3); x < Math.min(w - 1, ((tx + 1) * w) >> 3); x++) {
        const i = y * w + x, edge = grey[i - 1] + grey[i + 1] + grey[i - w] + grey[i + w] - 4 * grey[i];
        n++; sum += edge; squares += edge * edge;
      }
    sharpest = Math.max(sharpest, squares / n - (sum / n) ** 2);
  }
  return sharpest < 130;
}

function thumb(paper) {
  const side = Math.min(paper.width, paper.height), little = canvas({ width: 160, height: 160 });
  little.getContext("2d").drawImage(paper, (paper.width - side) / 2, 0, side, side, 0, 0, 160, 160);
  return little.toDataURL("image/jpeg", 0.6).split(",")[1];
}
