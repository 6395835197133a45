"""Ways of breaking a sound file."""

from hypothesis import strategies as st


def damage(content: bytes) -> st.SearchStrategy[bytes]:
    """The content with a byte changed, a stretch taken out, bytes put in, or its end cut off: once to three times."""
    at = st.integers(0, len(content))
    flip = st.tuples(at, st.just(1), st.binary(min_size=1, max_size=1))
    delete = st.tuples(at, st.integers(1, 40), st.just(b""))
    insert = st.tuples(at, st.just(0), st.binary(min_size=1, max_size=6) | st.sampled_from([b"NaN", b'"', b"}", b"\\"]))
    cut = st.tuples(at, st.just(len(content)), st.just(b""))
    blows = st.lists(flip | delete | insert | cut, min_size=1, max_size=3)

    def struck(blows: list[tuple[int, int, bytes]]) -> bytes:
        broken = content
        for start, length, put in blows:
            broken = broken[:start] + put + broken[start + length :]
        return broken

    return blows.map(struck)
