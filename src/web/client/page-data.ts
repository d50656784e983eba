/** What the server wrote into the page for its script: data, which no browser runs. */
export function pageData<Data>(): Data {
  const element = document.getElementById('page-data');
  if (!element?.textContent) throw new Error('The page came without its data');
  return JSON.parse(element.textContent);
}
