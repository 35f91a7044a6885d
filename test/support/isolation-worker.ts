/** A process of its own that isolates parts of a running instance. Its arguments: the working copy, what to do, and for what. Speaks a line of JSON at a time. */
import type { IsolatedDatabase } from "../../dev/data/postgres/isolate/isolated-database.ts";
import { isolationAt } from "./isolation.ts";
import { openSql } from "./sql.ts";

const [workingCopy = "", mode, ...words] = process.argv.slice(2);
const tell = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

await using isolation = await isolationAt(workingCopy, { say: (text) => tell({ said: text }) });

/** Writes a mark of its own, and reads every mark there is. */
const marksIn = async (url: string, mark: string): Promise<readonly unknown[]> => {
  await using sql = await openSql({ connectionString: url });
  await sql.rows("CREATE TABLE IF NOT EXISTS marks (mark text)");
  await sql.rows("INSERT INTO marks VALUES ($1)", [mark]);
  return (await sql.rows("SELECT mark FROM marks")).map(({ mark: found }) => found);
};

/** All of them live at once; half are reached by the pooler, which keeps a connection to the server for each. */
const parallel = async (count: number): Promise<void> => {
  const began = performance.now();
  const databases = await Promise.all(Array.from({ length: count }, () => isolation.database()));
  const clonesPerSecond = (count * 1000) / (performance.now() - began);
  const wrong: unknown[] = [];
  const look = async (database: IsolatedDatabase, index: number): Promise<void> => {
    const login = index % 2 === 0 ? database.direct : (database.pooled ?? database.direct);
    const marks = await marksIn(login.url, database.name);
    if (marks.length !== 1 || marks[0] !== database.name) wrong.push({ name: database.name, marks });
  };
  const AT_ONCE = 5;
  for (let at = 0; at < count; at += AT_ONCE) await Promise.all(databases.slice(at, at + AT_ONCE).map((database, index) => look(database, at + index)));
  tell({ names: databases.map(({ name }) => name), wrong, clonesPerSecond });
};

/** Goes on making things until it is killed. @param after Says so when it has made so many. */
const hoard = async (after: number): Promise<void> => {
  for (let made = 1; ; made += 1) {
    await Promise.all([isolation.database(), isolation.topics({ topics: ["a"] }), isolation.bucket(), isolation.mount()]);
    if (made === after) tell({ made });
  }
};

const template = async (folder: string): Promise<void> => {
  await using database = await isolation.database({ migrate: folder });
  await using sql = await openSql({ connectionString: database.direct.url });
  tell({ rows: await sql.rows("SELECT * FROM built") });
};

if (mode === "parallel") await parallel(Number(words[0]));
else if (mode === "hoard") await hoard(Number(words[0]));
else if (mode === "template") await template(words[0] ?? "");
else throw new Error(`there is no mode ${mode}`);
