import collections
def test_x(copy):
    data = copy.database.read_bytes()
    n=len(data)//4096
    for page in range(1, n,5):
        copy.database.write_bytes(data)
        copy.flip(copy.database, page * 4096 + 100)
        try:
            r = copy.verify(quick=True)
        except Exception as p:
            print(page,'refused',p); continue
        print(page, r.counts.leaves, [(f.where,f.what[:70],f.numbers) for f in r.findings][:6])
