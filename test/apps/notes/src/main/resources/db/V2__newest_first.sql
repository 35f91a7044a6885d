SET search_path TO notes, public;
CREATE INDEX note_newest_first ON note (added_at DESC);
