module neotool.local/test-equipment/ryuk

go 1.26
