/** Where the bank is hosted: '' at the root of its host, `/bank` below a path; from the `<base>` of the page. */
export function basePath(): string {
  return new URL('.', document.baseURI).pathname.replace(/\/$/, '');
}
