// Lists the pages that can be read without a network, the newest first.

const TITLE = /<title>([^<]*)<\/title>/;
const list = document.getElementById("stored-pages");
const cache = await caches.open("pages");
for (const request of (await cache.keys()).reverse()) {
  const html = await (await cache.match(request)).text();
  const link = document.createElement("a");
  link.href = request.url;
  // The title is text with entities: a parser that runs no script reads them.
  link.textContent = new DOMParser().parseFromString(TITLE.exec(html)?.[1] ?? request.url, "text/html").body.textContent;
  const item = document.createElement("li");
  item.append(link);
  list.append(item);
}
list.hidden = list.childElementCount === 0;
