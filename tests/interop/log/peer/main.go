// A second implementation of the log's formats: notes, checkpoints, tiles and proofs by
// golang.org/x/mod/sumdb, which knows nothing of Trefoil; tlog-tiles' paths, tlog-proof,
// add-checkpoint and cosignature/v1 written here from the C2SP texts.
//
//	peer make FOLDER SIZE OLD [SKEY]    writes a log and proofs, signed and cosigned
//	peer verify FOLDER VKEY...          opens the checkpoint, verifies every tile and proof
//	peer proof FILE LEAF VKEY...        verifies a tlog-proof for the bytes of a leaf
//	peer growth FILE OLD VKEY...        verifies a proof of growth from an older checkpoint
//
// Exit code 1 and a line on standard error when something does not verify.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func read(path string) []byte {
	bytes, err := os.ReadFile(path)
	check(err)
	return bytes
}

func main() {
	words := os.Args[1:]
	switch {
	case len(words) == 4 && words[0] == "make":
		makeLog(words[1], number(words[2]), number(words[3]), "")
	case len(words) == 5 && words[0] == "make":
		makeLog(words[1], number(words[2]), number(words[3]), words[4])
	case len(words) >= 3 && words[0] == "verify":
		verifyFolder(words[1], words[2:])
	case len(words) >= 4 && words[0] == "proof":
		verifyProof(read(words[1]), read(words[2]), words[3:])
	case len(words) >= 4 && words[0] == "growth":
		verifyGrowth(read(words[1]), read(words[2]), words[3:])
	default:
		check(fmt.Errorf("no such words: %v", words))
	}
}
