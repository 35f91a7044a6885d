package main

import (
	"net/netip"
)

// subtract splits cidr until no part lies in an exception.
func subtract(cidr string, except []string) []string {
	whole, err := netip.ParsePrefix(cidr)
	if err != nil || !whole.Addr().Is4() {
		return nil
	}
	parts := []netip.Prefix{whole.Masked()}
	for _, text := range except {
		out, err := netip.ParsePrefix(text)
		if err != nil {
			continue
		}
		var next []netip.Prefix
		for _, part := range parts {
			next = append(next, without(part, out.Masked())...)
		}
		parts = next
	}
	result := make([]string, 0, len(parts))
	for _, part := range parts {
		result = append(result, part.String())
	}
	return result
}

func without(part, out netip.Prefix) []netip.Prefix {
	if !part.Overlaps(out) {
		return []netip.Prefix{part}
	}
	if out.Bits() <= part.Bits() {
		return nil
	}
	low := netip.PrefixFrom(part.Addr(), part.Bits()+1)
	bytes := part.Addr().As4()
	bytes[part.Bits()/8] |= 1 << (7 - part.Bits()%8)
	high := netip.PrefixFrom(netip.AddrFrom4(bytes), part.Bits()+1)
	return append(without(low, out), without(high, out)...)
}
