package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Opens a checkpoint; every key that is named must have signed it.
func openCheckpoint(bytes []byte, vkeys []string) tlog.Tree {
	var verifiers []note.Verifier
	for _, vkey := range vkeys {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			verifier, err = newWitness(vkey)
		}
		check(err)
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open(bytes, note.VerifierList(verifiers...))
	check(err)
	if len(opened.Sigs) != len(vkeys) {
		check(fmt.Errorf("%d of %d keys have signed", len(opened.Sigs), len(vkeys)))
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != opened.Sigs[0].Name {
		check(fmt.Errorf("no checkpoint of %s: %q", opened.Sigs[0].Name, opened.Text))
	}
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: number(lines[1]), Hash: root}
}

// The paths of C2SP tlog-tiles are those of tlog without the height.
func tilePath(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
}

// Every tile of a tree: full ones, and the partial one of each level.
func tilesOf(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level := 0; size>>(8*level) > 0; level++ {
		hashes := size >> (8 * level)
		for n := int64(0); n*256 < hashes; n++ {
			width := 256
			if hashes-n*256 < 256 {
				width = int(hashes - n*256)
			}
			tiles = append(tiles, tlog.Tile{H: 8, L: level, N: n, W: width})
		}
	}
	return tiles
}

// Reads tiles of a folder; tlog verifies them against the head.
type folder string

func (f folder) Height() int                                { return 8 }
func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(f), tilePath(tile)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func verifyFolder(path string, vkeys []string) {
	tree := openCheckpoint(read(filepath.Join(path, "checkpoint")), vkeys)
	reader := tlog.TileHashReader(tree, folder(path))
	step := tree.N/50 + 1
	for index := int64(0); index < tree.N; index += step {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		check(err)
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		check(err)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, hashes[0]))
	}
	for old := int64(1); old <= tree.N; old += step {
		head, err := tlog.TreeHash(old, reader)
		check(err)
		proof, err := tlog.ProveTree(tree.N, old, reader)
		check(err)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, old, head))
	}
	// Every tile that there should be, and the leaves as hashed from them.
	for _, tile := range tilesOf(tree.N) {
		data := read(filepath.Join(path, tilePath(tile)))
		var indexes []int64
		for i := int64(0); i < int64(tile.W); i++ {
			indexes = append(indexes, tlog.StoredHashIndex(8*tile.L, tile.N*256+i))
		}
		hashes, err := reader.ReadHashes(indexes)
		check(err)
		for i, hash := range hashes {
			if !bytes.Equal(hash[:], data[i*tlog.HashSize:(i+1)*tlog.HashSize]) {
				check(fmt.Errorf("%s: hash %d is another one", tilePath(tile), i))
			}
		}
	}
}

// Lines of hashes up to an empty one; what stands behind it.
func hashLines(text string) ([]tlog.Hash, string) {
	var hashes []tlog.Hash
	for {
		line, rest, found := strings.Cut(text, "\n")
		if !found {
			check(fmt.Errorf("no empty line"))
		}
		text = rest
		if line == "" {
			return hashes, text
		}
		hash, err := tlog.ParseHash(line)
		check(err)
		hashes = append(hashes, hash)
	}
}

func after(text, word string) (string, string) {
	line, rest, found := strings.Cut(text, "\n")
	if !found || !strings.HasPrefix(line, word) {
		check(fmt.Errorf("expected a line %q", word))
	}
	return line[len(word):], rest
}

func verifyProof(file, leaf []byte, vkeys []string) {
	_, text := after(string(file), "c2sp.org/tlog-proof@v1")
	if strings.HasPrefix(text, "extra ") {
		extra, rest := after(text, "extra ")
		opening, err := base64.StdEncoding.DecodeString(extra)
		check(err)
		checkOpening(opening, leaf)
		text = rest
	}
	index, text := after(text, "index ")
	hashes, text := hashLines(text)
	tree := openCheckpoint([]byte(text), vkeys)
	check(tlog.CheckRecord(hashes, tree.N, tree.Hash, number(index), tlog.RecordHash(leaf)))
}

// As docs/log.md has it: version, salt, the leaf's four lines, the record.
func checkOpening(opening, leaf []byte) {
	lines := strings.SplitAfterN(string(opening), "\n", 7)
	if len(lines) != 7 || lines[0] != "trefoil-opening/v1\n" || strings.Join(lines[2:6], "") != string(leaf) {
		check(fmt.Errorf("the opening is not of this leaf"))
	}
	salt, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(lines[1], "\n"))
	check(err)
	sum := sha256.Sum256(append(salt, lines[6]...))
	if lines[5] != base64.StdEncoding.EncodeToString(sum[:])+"\n" {
		check(fmt.Errorf("the leaf commits to another record"))
	}
}

func verifyGrowth(file, oldCheckpoint []byte, vkeys []string) {
	size, text := after(string(file), "old ")
	hashes, text := hashLines(text)
	tree := openCheckpoint([]byte(text), vkeys)
	old := openCheckpoint(oldCheckpoint, vkeys[:1])
	if old.N != number(size) {
		check(fmt.Errorf("the proof begins at %s, the checkpoint has %d", size, old.N))
	}
	check(tlog.CheckTree(hashes, tree.N, tree.Hash, old.N, old.Hash))
}
