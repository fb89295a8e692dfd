package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// All hashes of a log in memory.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, index := range indexes {
		hashes = append(hashes, m[index])
	}
	return hashes, nil
}

func write(path string, data []byte) {
	check(os.MkdirAll(filepath.Dir(path), 0o755))
	check(os.WriteFile(path, data, 0o644))
}

func leafOf(index int64) []byte {
	return []byte(fmt.Sprintf("leaf %d of somebody else's log", index))
}

func signed(stored memory, size int64, signers ...note.Signer) []byte {
	head, err := tlog.TreeHash(size, stored)
	check(err)
	text := fmt.Sprintf("%s\n%d\n%s\n", signers[0].Name(), size, base64.StdEncoding.EncodeToString(head[:]))
	bytes, err := note.Sign(&note.Note{Text: text}, signers...)
	check(err)
	return bytes
}

func writeHashes(out *bytes.Buffer, hashes []tlog.Hash) {
	for _, hash := range hashes {
		fmt.Fprintf(out, "%s\n", hash)
	}
	out.WriteString("\n")
}

// FOLDER/log, old, vkeys as make-log writes them; FOLDER/proof-N with leaf-N, FOLDER/growth.
// With an skey, the log is its key's; there is no vkey then.
func makeLog(path string, size, old int64, skey string) {
	if skey == "" {
		made, vkey, err := note.GenerateKey(bytes.NewReader(make([]byte, 64)), "other.example/log")
		check(err)
		write(filepath.Join(path, "log.skey"), []byte(made))
		write(filepath.Join(path, "log.vkey"), []byte(vkey))
		skey = made
	}
	signer, err := note.NewSigner(skey)
	check(err)
	cosigner := &cosigner{"other.example/witness", ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32)), 1764331300}
	write(filepath.Join(path, "witness.vkey"), []byte(cosigner.vkey()))
	var stored memory
	for index := int64(0); index < size; index++ {
		hashes, err := tlog.StoredHashes(index, leafOf(index), stored)
		check(err)
		stored = append(stored, hashes...)
	}
	for _, tile := range tilesOf(size) {
		data, err := tlog.ReadTileData(tile, stored)
		check(err)
		write(filepath.Join(path, "log", tilePath(tile)), data)
	}
	checkpoint := signed(stored, size, signer, cosigner)
	write(filepath.Join(path, "log", "checkpoint"), checkpoint)
	write(filepath.Join(path, "old"), signed(stored, old, signer))
	for _, index := range []int64{0, size - 1} {
		proof, err := tlog.ProveRecord(size, index, stored)
		check(err)
		var out bytes.Buffer
		fmt.Fprintf(&out, "c2sp.org/tlog-proof@v1\nindex %d\n", index)
		writeHashes(&out, proof)
		out.Write(checkpoint)
		write(filepath.Join(path, fmt.Sprintf("proof-%d", index)), out.Bytes())
		write(filepath.Join(path, fmt.Sprintf("leaf-%d", index)), leafOf(index))
	}
	proof, err := tlog.ProveTree(size, old, stored)
	check(err)
	var out bytes.Buffer
	fmt.Fprintf(&out, "old %d\n", old)
	writeHashes(&out, proof)
	out.Write(checkpoint)
	write(filepath.Join(path, "growth"), out.Bytes())
}
