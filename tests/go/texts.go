package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A checkpoint is the text of c2sp.org/tlog-checkpoint without extension lines.
type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

func openCheckpoint(signed []byte, logKey note.Verifier) (*checkpoint, error) {
	opened, err := note.Open(signed, note.VerifierList(logKey))
	if err != nil {
		return nil, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return nil, errors.New("a checkpoint has three lines")
	}
	if lines[0] != logKey.Name() {
		return nil, fmt.Errorf("origin %q signed by %q", lines[0], logKey.Name())
	}
	size, err := decimal(lines[1])
	if err != nil {
		return nil, err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return nil, errors.New("malformed root")
	}
	return &checkpoint{lines[0], size, root}, nil
}

// A cosigner verifies cosignature/v1 of c2sp.org/tlog-cosignature. It is a note.Verifier.
type cosigner struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, errors.New("not an Ed25519 cosigner's key")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if fmt.Sprintf("%x", sum[:4]) != parts[1] {
		return nil, errors.New("the id is not that of the key")
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(sum[:4]), key[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	if seconds > math.MaxInt64 {
		return false
	}
	message := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", seconds)), text...)
	return ed25519.Verify(c.public, message, signature[8:])
}

func cosignatureTime(signature note.Signature) (uint64, error) {
	data, err := base64.StdEncoding.DecodeString(signature.Base64)
	if err != nil || len(data) != 4+72 {
		return 0, errors.New("malformed cosignature")
	}
	return binary.BigEndian.Uint64(data[4:]), nil
}

// parseProof reads a c2sp.org/tlog-proof@v1.
func parseProof(data []byte) (int64, tlog.RecordProof, []byte, error) {
	lines, signed, err := headAndCheckpoint(data)
	if err != nil {
		return 0, nil, nil, err
	}
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, nil, errors.New("not a tlog-proof@v1")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, nil, errors.New("no index")
	}
	index, err := decimal(strings.TrimPrefix(lines[0], "index "))
	if err != nil {
		return 0, nil, nil, err
	}
	hashes, err := parseHashes(lines[1:])
	return index, hashes, signed, err
}

// parseRequest reads the body of add-checkpoint of c2sp.org/tlog-witness.
func parseRequest(data []byte) (int64, tlog.TreeProof, []byte, error) {
	lines, signed, err := headAndCheckpoint(data)
	if err != nil {
		return 0, nil, nil, err
	}
	if !strings.HasPrefix(lines[0], "old ") {
		return 0, nil, nil, errors.New("no old size")
	}
	oldSize, err := decimal(strings.TrimPrefix(lines[0], "old "))
	if err != nil {
		return 0, nil, nil, err
	}
	hashes, err := parseHashes(lines[1:])
	return oldSize, hashes, signed, err
}

func headAndCheckpoint(data []byte) ([]string, []byte, error) {
	blank := bytes.Index(data, []byte("\n\n"))
	if blank < 0 {
		return nil, nil, errors.New("no blank line")
	}
	return strings.Split(string(data[:blank]), "\n"), data[blank+2:], nil
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func decimal(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, fmt.Errorf("malformed number %q", text)
	}
	return number, nil
}
