module neotool.local/test-equipment

go 1.24
