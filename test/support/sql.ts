import pg, { type ClientConfig, type QueryConfig } from "pg";

type Row = Readonly<Record<string, unknown>>;

/** A client as an application has one. Closed by `await using`. */
export interface Sql extends AsyncDisposable {
  rows(query: string | QueryConfig, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** First column of the first row. */
  value(query: string | QueryConfig, values?: readonly unknown[]): Promise<unknown>;
}

/** How the tests' clients name themselves, so that a leak check finds those that were left open. */
export const TEST_CLIENT = "neotool-test";

/** @throws `pg`'s own error when the server or the pooler refuses. */
export const openSql = async (config: ClientConfig): Promise<Sql> => {
  const client = new pg.Client({ application_name: TEST_CLIENT, ...config });
  client.on("error", () => {}); // a server that goes away fails the query, which says so
  await client.connect();
  const rows: Sql["rows"] = async (query, values) => (await client.query<Row>(query, values && [...values])).rows;
  return {
    rows,
    value: async (query, values) => Object.values((await rows(query, values))[0] ?? {})[0],
    [Symbol.asyncDispose]: () => client.end(),
  };
};

/** Asks once, and closes. */
export const sqlValue = async (url: string, query: string): Promise<unknown> => {
  await using sql = await openSql({ connectionString: url });
  return await sql.value(query);
};
