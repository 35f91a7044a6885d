import { expect, test } from "vitest";
import { csvHeader } from "../../../dev/data/postgres/csv-header.ts";

test("the first line names the columns, quoted or not, and may hold commas, quotes and line breaks", () => {
  expect(csvHeader('id,"a ""b"", c",d\r\n1,2,3', false)).toEqual(["id", 'a "b", c', "d"]);
  expect(csvHeader('"a\nb",c\n', false)).toEqual(["a\nb", "c"]);
});

test("a line that is not over says nothing yet, unless the file is", () => {
  expect(csvHeader("id,na", false)).toBeUndefined();
  expect(csvHeader('id,"na\n', false)).toBeUndefined();
  expect(csvHeader("id,name", true)).toEqual(["id", "name"]);
  expect(csvHeader("", true)).toEqual([""]);
});
