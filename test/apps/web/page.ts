/** A note as the page shows it: of two services. */
export interface NoteOnPage {
  readonly author: string;
  readonly text: string;
  readonly news: { readonly words: number } | null;
}

export interface Page {
  readonly notes: readonly NoteOnPage[];
  /** What the router says of what it could not answer. */
  readonly problems: readonly string[];
  readonly router: string;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

const noteItem = ({ author, text, news }: NoteOnPage): string =>
  `<li><b>${escaped(author)}</b>: ${escaped(text)} <small>${news ? `${news.words} words` : "not counted yet"}</small></li>`;

/** Asks the router from the browser itself, which only a page that `gateway.cors.origins` names may. */
const fromBrowser = (router: string): string => `
  fetch(${JSON.stringify(router).replaceAll("<", "\\u003c")}, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: "{ __typename }" }) })
    .then(() => "this page may ask it, too", () => "this page may not ask it")
    .then((text) => (document.getElementById("browser").textContent = text));`;

export const pageText = ({ notes, problems, router }: Page): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8"><title>Notes</title>
<h1>Notes</h1>
${problems.map((problem) => `<p role="alert">${escaped(problem)}</p>`).join("\n")}
<ul>
${notes.map(noteItem).join("\n")}
</ul>
<form method="post" action="/notes"><input name="text" placeholder="a note" required> <button>Add</button></form>
<form method="post" action="/token"><input name="token" type="password" placeholder="neotool dev token --sub you --role author"> <button>Use this token</button></form>
<p>All of it is asked of ${escaped(router)}; <span id="browser">…</span>.</p>
<script>${fromBrowser(router)}</script>
</html>
`;
