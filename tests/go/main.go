// Logcheck verifies a log that amanet wrote, with code that shares nothing with amanet's.
//
//	logcheck LOGDIR VKEY [--cosigner VKEY] [--proof FILE ENTRYHEX] [--consistent OLDCHECKPOINT REQUESTFILE]
//
// It verifies the checkpoint's signature (and a cosignature), reads every tile and entry bundle, computes the root again from the
// entries and from the tiles, and proves leaves with golang.org/x/mod/sumdb/tlog: all of them in a small log, some in a large one.
// --proof takes a c2sp.org/tlog-proof@v1 file and the entry it is about. --consistent takes an earlier signed checkpoint and
// an add-checkpoint request (c2sp.org/tlog-witness) that leads on from it.
//
// The note and tlog packages of x/mod are the oracle. Their tile paths and their tree syntax are not C2SP's, so the readers
// of tiles, checkpoints, proofs and cosignatures are here.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type options struct {
	logDir, vkey        string
	cosigners           []string
	proofs, consistency [][2]string
}

func main() {
	opts, err := parseArguments(os.Args[1:])
	if err == nil {
		err = check(opts)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "logcheck:", err)
		os.Exit(1)
	}
}

func parseArguments(args []string) (*options, error) {
	usage := fmt.Errorf("usage: logcheck LOGDIR VKEY [--cosigner VKEY] [--proof FILE ENTRYHEX] [--consistent OLDCHECKPOINT REQUESTFILE]")
	if len(args) < 2 {
		return nil, usage
	}
	opts := &options{logDir: args[0], vkey: args[1]}
	args = args[2:]
	for len(args) > 0 {
		switch {
		case args[0] == "--cosigner" && len(args) >= 2:
			opts.cosigners = append(opts.cosigners, args[1])
			args = args[2:]
		case args[0] == "--proof" && len(args) >= 3:
			opts.proofs = append(opts.proofs, [2]string{args[1], args[2]})
			args = args[3:]
		case args[0] == "--consistent" && len(args) >= 3:
			opts.consistency = append(opts.consistency, [2]string{args[1], args[2]})
			args = args[3:]
		default:
			return nil, usage
		}
	}
	return opts, nil
}

func check(opts *options) error {
	logKey, err := note.NewVerifier(opts.vkey)
	if err != nil {
		return fmt.Errorf("the log's key: %v", err)
	}
	signed, err := os.ReadFile(filepath.Join(opts.logDir, "checkpoint"))
	if err != nil {
		return err
	}
	head, err := openCheckpoint(signed, logKey)
	if err != nil {
		return fmt.Errorf("checkpoint: %v", err)
	}
	for _, vkey := range opts.cosigners {
		if err := checkCosignature(signed, vkey); err != nil {
			return err
		}
	}
	if err := checkTree(opts.logDir, head); err != nil {
		return err
	}
	for _, pair := range opts.proofs {
		if err := checkProofFile(pair[0], pair[1], logKey); err != nil {
			return fmt.Errorf("%s: %v", pair[0], err)
		}
	}
	for _, pair := range opts.consistency {
		if err := checkConsistency(pair[0], pair[1], logKey); err != nil {
			return fmt.Errorf("%s: %v", pair[1], err)
		}
	}
	fmt.Printf("ok %s %d %s\n", head.origin, head.size, head.root)
	return nil
}

func checkCosignature(signed []byte, vkey string) error {
	cosigner, err := newCosigner(vkey)
	if err != nil {
		return fmt.Errorf("the cosigner's key: %v", err)
	}
	opened, err := note.Open(signed, note.VerifierList(cosigner))
	if err != nil {
		return fmt.Errorf("cosignature: %v", err)
	}
	seconds, err := cosignatureTime(opened.Sigs[0])
	if err != nil {
		return err
	}
	fmt.Printf("cosigned %s %d\n", cosigner.Name(), seconds)
	return nil
}

// checkTree computes the root from the entries and from the tiles, compares every hash on disk, and proves leaves.
func checkTree(logDir string, head *checkpoint) error {
	tree := &tiles{dir: logDir, size: head.size, kept: map[string][]byte{}}
	if err := tree.checkFiles(); err != nil {
		return err
	}
	leaves, err := tree.checkEntries()
	if err != nil {
		return err
	}
	if err := tree.checkTiles(leaves); err != nil {
		return err
	}
	root := tlog.Hash(sha256.Sum256(nil)) // x/mod says that an empty tree has a root of zeros; RFC 6962 says this.
	if head.size > 0 {
		if root, err = tlog.TreeHash(head.size, tree); err != nil {
			return err
		}
	}
	if root != head.root {
		return fmt.Errorf("the tiles have the root %s, the checkpoint %s", root, head.root)
	}
	return proveLeaves(tree, head, leaves)
}

func proveLeaves(tree *tiles, head *checkpoint, leaves []tlog.Hash) error {
	step := head.size/500 + 1
	for index := int64(0); index < head.size; index++ {
		if index%step != 0 && index != head.size-1 && index%256 != 255 {
			continue
		}
		proof, err := tlog.ProveRecord(head.size, index, tree)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, head.size, head.root, index, leaves[index]); err != nil {
			return fmt.Errorf("leaf %d: %v", index, err)
		}
	}
	return nil
}

func checkProofFile(path, entryHex string, logKey note.Verifier) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	entry, err := hex.DecodeString(entryHex)
	if err != nil {
		return err
	}
	index, proof, signed, err := parseProof(data)
	if err != nil {
		return err
	}
	head, err := openCheckpoint(signed, logKey)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, head.size, head.root, index, tlog.RecordHash(entry))
}

func checkConsistency(oldPath, requestPath string, logKey note.Verifier) error {
	oldSigned, err := os.ReadFile(oldPath)
	if err != nil {
		return err
	}
	old, err := openCheckpoint(oldSigned, logKey)
	if err != nil {
		return fmt.Errorf("%s: %v", oldPath, err)
	}
	data, err := os.ReadFile(requestPath)
	if err != nil {
		return err
	}
	oldSize, proof, signed, err := parseRequest(data)
	if err != nil {
		return err
	}
	head, err := openCheckpoint(signed, logKey)
	if err != nil {
		return err
	}
	if oldSize != old.size {
		return fmt.Errorf("the request starts from size %d, the old checkpoint has %d", oldSize, old.size)
	}
	return tlog.CheckTree(proof, head.size, head.root, old.size, old.root)
}
