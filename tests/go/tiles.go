package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"
)

// A tiles reads the tiles of c2sp.org/tlog-tiles below a folder. It is a tlog.HashReader.
type tiles struct {
	dir  string
	size int64
	kept map[string][]byte
}

// numbered is the path of tile n, with .p/W where it is partial: x001/x234/067.
func numbered(n, width int64) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if width != 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return path
}

func tilePath(level int, n, width int64) string {
	return fmt.Sprintf("tile/%d/%s", level, numbered(n, width))
}

// width is how many hashes tile n of a level has.
func (t *tiles) width(level int, n int64) int64 {
	rest := t.size>>uint(8*level) - n*256
	if rest > 256 {
		return 256
	}
	return rest
}

func (t *tiles) read(path string, length int64) ([]byte, error) {
	if data, ok := t.kept[path]; ok {
		return data, nil
	}
	data, err := os.ReadFile(filepath.Join(t.dir, filepath.FromSlash(path)))
	if err != nil {
		return nil, err
	}
	if length >= 0 && int64(len(data)) != length {
		return nil, fmt.Errorf("%s has %d bytes, not %d", path, len(data), length)
	}
	t.kept[path] = data
	return data, nil
}

// ReadHashes is that of tlog.HashReader: x/mod numbers hashes in an order of its own, tiles hold the lowest of each eight levels.
func (t *tiles) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		height, n := tlog.SplitStoredHashIndex(index)
		level, above := height/8, uint(height%8)
		first := n << above
		tile := first / 256
		width := t.width(level, tile)
		data, err := t.read(tilePath(level, tile, width), 32*width)
		if err != nil {
			return nil, err
		}
		start := first % 256 * 32
		hashes[i] = fold(data[start : start+32<<above])
	}
	return hashes, nil
}

func fold(row []byte) tlog.Hash {
	if len(row) == 32 {
		var hash tlog.Hash
		copy(hash[:], row)
		return hash
	}
	return tlog.NodeHash(fold(row[:len(row)/2]), fold(row[len(row)/2:]))
}

// checkFiles refuses any file below tile/ that a tree of this size does not have.
func (t *tiles) checkFiles() error {
	wanted := map[string]bool{}
	for n := int64(0); n*256 < t.size; n++ {
		wanted["tile/entries/"+numbered(n, t.width(0, n))] = true
	}
	for level := 0; t.size>>uint(8*level) > 0; level++ {
		for n := int64(0); n*256 < t.size>>uint(8*level); n++ {
			wanted[tilePath(level, n, t.width(level, n))] = true
		}
	}
	if t.size == 0 {
		return nil
	}
	return filepath.WalkDir(filepath.Join(t.dir, "tile"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(t.dir, path)
		if err == nil && !wanted[filepath.ToSlash(name)] {
			err = fmt.Errorf("%s does not belong to a tree of %d leaves", name, t.size)
		}
		return err
	})
}

// checkEntries reads every bundle and gives the hashes of its entries, which the level 0 tiles must hold.
func (t *tiles) checkEntries() ([]tlog.Hash, error) {
	var leaves []tlog.Hash
	for n := int64(0); n*256 < t.size; n++ {
		width := t.width(0, n)
		path := "tile/entries/" + numbered(n, width)
		bundle, err := t.read(path, -1)
		if err != nil {
			return nil, err
		}
		for i := int64(0); i < width; i++ {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				return nil, fmt.Errorf("%s ends inside entry %d", path, i)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			leaves = append(leaves, tlog.RecordHash(bundle[2:2+length]))
			bundle = bundle[2+length:]
		}
		if len(bundle) > 0 {
			return nil, fmt.Errorf("%s has %d bytes too many", path, len(bundle))
		}
	}
	return leaves, nil
}

// checkTiles computes every tile from the leaves and compares it with the file.
func (t *tiles) checkTiles(row []tlog.Hash) error {
	for level := 0; len(row) > 0; level++ {
		var above []tlog.Hash
		for n := int64(0); n*256 < int64(len(row)); n++ {
			width := t.width(level, n)
			path := tilePath(level, n, width)
			data, err := t.read(path, 32*width)
			if err != nil {
				return err
			}
			var computed []byte
			for _, hash := range row[n*256 : n*256+width] {
				computed = append(computed, hash[:]...)
			}
			if !bytes.Equal(data, computed) {
				return fmt.Errorf("%s is not what its leaves hash to", path)
			}
			if width == 256 {
				above = append(above, fold(computed))
			}
		}
		row = above
	}
	return nil
}
