/** Some browsers read the content only after they have asked where to put it. */
const KEPT_MS = 60_000;

/** Lets the browser save what was fetched, under a name. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
