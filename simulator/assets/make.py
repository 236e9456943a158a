"""Makes the sample files beside this script, which the simulated phone sends.

    python3 -m venv .venv && .venv/bin/pip install av==18.1.0 pillow==13.0.0 espeakng-loader==0.2.4
    .venv/bin/python simulator/assets/make.py

The results are committed, so nobody needs these packages to build or test. Everything in the files is made here: the
pictures are drawn, the voice is synthesised (eSpeak NG), the sound is three tones. `src/samples.rs` says what is in them.
"""

import ctypes
import math
import struct
import zipfile
from fractions import Fraction
from pathlib import Path

import av
import espeakng_loader
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
# Times inside the files, so that two runs give the same bytes.
MOMENT = (2026, 1, 1, 0, 0, 0)


def mug(size):
    """A red mug, as large as the square."""
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    unit = size / 32
    box = lambda *corners: [round(corner * unit) for corner in corners]
    draw.ellipse(box(18, 11, 28, 23), outline=(150, 30, 40), width=round(2 * unit))
    draw.rounded_rectangle(box(6, 7, 22, 27), radius=round(3 * unit), fill=(196, 45, 55))
    draw.ellipse(box(6, 5, 22, 9), fill=(90, 50, 30))
    for x in (10, 14, 18):
        draw.arc(box(x - 1, 0, x + 1, 4), 90, 270, fill=(190, 190, 200), width=max(1, round(unit)))
    return image


def pictures():
    photo = Image.new("RGB", (320, 320), (236, 229, 214))
    draw = ImageDraw.Draw(photo)
    draw.rectangle([0, 275, 320, 320], fill=(150, 108, 70))
    cracked = mug(320)
    photo.paste(cracked, (0, 10), cracked)
    draw.line([(95, 130), (125, 175), (105, 200), (130, 240)], fill=(40, 10, 10), width=4)
    photo.save(HERE / "photo.jpg", quality=72)
    plan = Image.new("P", (240, 160), 0)
    plan.putpalette([255, 255, 255, 40, 40, 60, 90, 140, 200, 240, 190, 60])
    draw = ImageDraw.Draw(plan)
    for column, height in enumerate((40, 70, 55, 100, 120)):
        draw.rectangle([25 + column * 42, 140 - height, 50 + column * 42, 140], fill=2 if column < 4 else 3)
    draw.line([(15, 10), (15, 141), (230, 141)], fill=1, width=2)
    plan.save(HERE / "chart.png", optimize=True)
    # WhatsApp's stickers have 512 × 512 points.
    mug(512).save(HERE / "sticker.webp", quality=40, method=6)


def spoken(voice, words):
    """The words as 16-bit samples, and how many a second."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
    samples = bytearray()
    called = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

    def keep(wave, count, _events):
        if wave and count > 0:
            samples.extend(ctypes.string_at(wave, count * 2))
        return 0

    callback = called(keep)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(voice.encode())
    library.espeak_SetParameter(1, 150, 0)
    text = words.encode()
    library.espeak_Synth(text, len(text) + 1, 0, 0, 0, 1, None, None)
    library.espeak_Synchronize()
    library.espeak_Terminate()
    return bytes(samples), rate


def tones(frequencies, seconds, rate):
    points = []
    each = seconds / len(frequencies)
    for place in range(round(seconds * rate)):
        time = place / rate
        within = time % each
        fade = min(1, within * 30, (each - within) * 30)
        points.append(round(9000 * fade * math.sin(2 * math.pi * frequencies[int(time / each) % len(frequencies)] * time)))
    return struct.pack(f"<{len(points)}h", *points)


def frames(samples, rate, size=960):
    for start in range(0, len(samples), size * 2):
        piece = samples[start : start + size * 2].ljust(size * 2, b"\0")
        frame = av.AudioFrame(format="s16", layout="mono", samples=size)
        frame.planes[0].update(piece)
        frame.sample_rate, frame.pts, frame.time_base = rate, start // 2, Fraction(1, rate)
        yield frame


def sound(name, codec, container, samples, rate, target, bit_rate, options=None):
    with av.open(str(HERE / name), "w", format=container, options={"fflags": "+bitexact"}) as file:
        stream = file.add_stream(codec, rate=target, layout="mono", options=options or {})
        stream.bit_rate = bit_rate
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=target, frame_size=stream.frame_size or 0)
        for frame in frames(samples, rate):
            for converted in resampler.resample(frame):
                file.mux(stream.encode(converted))
        for converted in resampler.resample(None):
            file.mux(stream.encode(converted))
        file.mux(stream.encode(None))


def video():
    """Two seconds: the mug crosses a table. H.264 and AAC, as WhatsApp asks."""
    with av.open(str(HERE / "video.mp4"), "w", options={"movflags": "+faststart", "fflags": "+bitexact"}) as file:
        picture = file.add_stream("libx264", rate=10, options={"crf": "34", "preset": "veryslow", "threads": "1"})
        picture.width, picture.height, picture.pix_fmt = 176, 144, "yuv420p"
        voice = file.add_stream("aac", rate=16000, layout="mono")
        voice.bit_rate = 16000
        shown = mug(72)
        for number in range(20):
            image = Image.new("RGB", (176, 144), (236, 229, 214))
            ImageDraw.Draw(image).rectangle([0, 110, 176, 144], fill=(150, 108, 70))
            image.paste(shown, (4 + number * 5, 48), shown)
            file.mux(picture.encode(av.VideoFrame.from_image(image)))
        file.mux(picture.encode(None))
        resampler = av.AudioResampler(format=voice.format, layout="mono", rate=16000, frame_size=1024)
        for frame in frames(tones([392, 523], 2, 16000), 16000):
            for converted in resampler.resample(frame):
                file.mux(voice.encode(converted))
        file.mux(voice.encode(None))


def pdf(name, lines):
    """One page, one font, uncompressed text."""
    text = lambda line: line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    shown = b"".join(b"(" + text(line) + b") Tj T*\n" for line in lines)
    page = b"BT /F1 12 Tf 16 TL 60 780 Td\n" + shown + b"ET\n0.6 w 60 770 m 535 770 l S\n"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%sendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    (HERE / name).write_bytes(out)


def docx(name, paragraphs):
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in paragraphs)
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
    }
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as file:
        for path, text in parts.items():
            information = zipfile.ZipInfo(path, MOMENT)
            information.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(information, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)


if __name__ == "__main__":
    pictures()
    speech = {"voice-fr.ogg": ("fr", "Bonjour, est-ce que vous êtes ouverts samedi matin ?"),
              "voice-en.ogg": ("en-us", "Hello, are you open on Saturday morning?")}
    for name, (voice, words) in speech.items():
        samples, rate = spoken(voice, words)
        sound(name, "libopus", "ogg", samples, rate, 48000, 14000, {"application": "voip"})
    sound("sound.mp3", "libmp3lame", "mp3", tones([440, 554, 659], 1.5, 16000), 16000, 16000, 24000)
    video()
    pdf("invoice.pdf", ["Librairie du Port", "", "Facture F-2041", "", "2 x mug rouge     25,00 EUR",
                        "1 x carnet bleu    7,50 EUR", "", "Total             32,50 EUR", "A payer avant le 15 janvier."])
    docx("letter.docx", ["Bonjour,", "Je souhaite commander douze mugs rouges pour le 3 mars.",
                         "Merci de me dire si c’est possible.", "Camille Fontaine"])
