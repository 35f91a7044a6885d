package dev.neotool.notes;

/** What Postgres has of a note; its text is elsewhere. */
record Note(String id, String author, String addedAt) {}
