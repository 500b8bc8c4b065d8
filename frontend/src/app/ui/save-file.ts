/** Lets the browser save what was fetched, under a name. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun with the click; the browser keeps its own hold on the content.
  URL.revokeObjectURL(url);
}
