#!/usr/bin/env python3
"""Puts the page together: fonts cut to the letters that are used, lessons and data packed, names that carry a hash of what is in
the file, the service worker that keeps them, and one file that opens from the disk.
Usage: web/build.py OUT [LESSONS]   (from the project's folder, after both wasm files were made)"""
import base64, gzip, hashlib, json, os, shutil, struct, subprocess, sys

OUT, LESSONS = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "lessons"
HERE = os.path.dirname(os.path.abspath(__file__))
# Of the signs the common ones; the browser draws the others, as all that these faces lack (words.js).
TEXT = "U+0020-007E,U+00A0-017F,U+02C6,U+02DA,U+02DC,U+0302,U+0370-03FF,U+1D2C-1D6A,U+2000-209F,U+20AC,U+2100-214F,U+2190-22FF," \
       "U+2308-230B,U+23CE,U+2420-2426,U+25A0-25FF,U+2605-2606,U+2610-2612,U+2660-2667,U+2713-2718,U+27E8-27E9"
FONTS = [  # folder, file, letters, without hinting
    ("truetype/lato", "Lato-Regular.ttf", TEXT), ("truetype/lato", "Lato-Bold.ttf", TEXT), ("truetype/lato", "Lato-Italic.ttf", TEXT),
    ("opentype/stix-word", "STIX-Italic.otf", TEXT), ("opentype/stix-word", "STIX-Regular.otf", TEXT),
    ("truetype/dejavu", "DejaVuSans.ttf", TEXT + ",U+0400-045F"),
    ("truetype/dejavu", "DejaVuSansMono.ttf", "U+0020-007E,U+00A0-00FF,U+2190-2199,U+2212,U+2026,U+0370-03FF"),
]


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(name, data):
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


def font(folder, name, letters):
    """A face with these letters and the advances, kerning and outlines that the whole one has."""
    source, cache = os.path.join("/usr/share/fonts", folder, name), os.path.join("build", "web-fonts")
    key = hashlib.sha256((letters + str(os.path.getsize(source))).encode()).hexdigest()[:8]
    target = os.path.join(cache, key + "-" + name)
    if not os.path.exists(target):
        os.makedirs(cache, exist_ok=True)
        command = ["/usr/bin/python3", "-m", "fontTools.subset", source, "--unicodes=" + letters, "--output-file=" + target + ".new", "--legacy-kern",
                   "--layout-features=", "--notdef-outline", "--name-IDs=0,1,2,4,6,13,14"]
        subprocess.run(command + (["--no-hinting"] if name.endswith(".ttf") else []), check=True, stderr=subprocess.DEVNULL)
        os.rename(target + ".new", target)
    return read(target)


def pack():
    files = [("/fonts/" + name, font(folder, name, letters)) for folder, name, letters in FONTS]
    for root, _, names in sorted(os.walk(LESSONS)):
        for name in sorted(names):
            path = os.path.join(root, name)
            if not name.startswith("."):
                files.append(("/share/lessons/" + os.path.relpath(path, LESSONS), read(path)))
    files += [("/share/assets/" + name, read(os.path.join("assets", name))) for name in sorted(os.listdir("assets")) if not name.endswith(".svg")]
    index = json.dumps([[path, len(data)] for path, data in files], separators=(",", ":")).encode()
    return struct.pack("<I", len(index)) + index + b"".join(data for _, data in files)


def hashed(stem, ending, data):
    name = "%s.%s.%s" % (stem, hashlib.sha256(data).hexdigest()[:10], ending)
    write(name, data)
    return name


def icon_of(side):
    """The program's sign as PNG, for systems that take no SVG when the page is installed."""
    command = ["rsvg-convert", "-w", str(side), "-h", str(side), os.path.join("assets", "attend.svg")]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def csp(scripts, styles, connect):
    return ("default-src 'none'; script-src %s 'wasm-unsafe-eval'; style-src %s; connect-src %s; img-src 'self' data: blob:; "
            "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'") % (scripts, styles, connect)


def digest(text):
    return "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    html = read(os.path.join(HERE, "index.html")).decode()
    script = "\n".join(read(os.path.join(HERE, name)).decode() for name in ("machine.js", "view.js", "words.js", "page.js"))
    style = read(os.path.join(HERE, "page.css")).decode()
    plain, relaxed, packed = read("build/wasm/attend.wasm"), read("build/wasm-relaxed/attend.wasm"), pack()
    icon = read("assets/attend.svg")
    files = {"plain": hashed("attend", "wasm", plain), "relaxed": hashed("attend-relaxed", "wasm", relaxed),
             "pack": hashed("attend", "pack", packed), "service": "service.js"}
    js, css, svg = hashed("attend", "js", script.encode()), hashed("attend", "css", style.encode()), hashed("attend", "svg", icon)
    icons = [(side, hashed("icon-%d" % side, "png", icon_of(side))) for side in (192, 512)]
    manifest = {"name": "Attend", "short_name": "Attend", "description": "See attention happen, number by number", "start_url": "./",
                "scope": "./", "display": "standalone", "background_color": "#ffffff", "theme_color": "#ffffff",
                "icons": [{"src": svg, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}] +
                         [{"src": name, "sizes": "%dx%d" % (side, side), "type": "image/png", "purpose": "any"} for side, name in icons]}
    manifest = hashed("manifest", "webmanifest", json.dumps(manifest).encode())
    head = '<link rel="stylesheet" href="%s">\n<link rel="manifest" href="%s">\n<link rel="icon" href="%s" type="image/svg+xml">' % (css, manifest, svg)
    page = html.replace("@CSP@", csp("'self'", "'self'", "'self'")).replace("@HEAD@", head).replace("@FILES@", json.dumps(files))
    page = page.replace("<title>", '<link rel="preload" href="%s" as="fetch" crossorigin>\n<title>' % files["pack"])
    write("index.html", page.replace("@SCRIPTS@", '<script src="%s"></script>' % js))
    # The worker's version is the hash of all that it keeps: a new page has a new worker, and old and new files never mix.
    kept = ["./", js, css, svg, manifest, files["pack"], files["plain"], files["relaxed"]] + [name for _, name in icons]
    version = hashlib.sha256((page + "".join(kept)).encode()).hexdigest()[:10]
    worker = read(os.path.join(HERE, "service.js")).decode()
    write("service.js", worker.replace("@VERSION@", version).replace("@FILES@", json.dumps(kept)))
    # One file: everything inside, compressed.
    inside = {name: base64.b64encode(gzip.compress(data, 9, mtime=0)).decode() for name, data in
              (("plain", plain), ("relaxed", relaxed), ("pack", packed))}
    data = "window.ATTEND_INLINE=%s" % json.dumps(inside)
    for text in (script, style, data):
        assert "</script" not in text and "</style" not in text
    single = html.replace("@CSP@", csp(digest(script) + " " + digest(data), digest(style), "data:"))
    single = single.replace("@HEAD@", "<style>%s</style>" % style).replace("@FILES@", "{}")
    write("attend.html", single.replace("@SCRIPTS@", "<script>%s</script>\n<script>%s</script>" % (data, script)))
    for name in ("embed.html",):
        shutil.copy(os.path.join(HERE, name), os.path.join(OUT, name))


main()
