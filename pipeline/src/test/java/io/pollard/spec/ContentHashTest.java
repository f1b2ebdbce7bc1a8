package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ContentHashTest {
  // FIPS 180-2, appendix B.1.
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void isSha256InLowerCaseHex() throws IOException {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);

    assertThat(ContentHash.ofBytes(abc)).hasToString(ABC);
    assertThat(ContentHash.ofStream(new ByteArrayInputStream(abc)).hex()).isEqualTo(ABC);
    assertThat(ContentHash.of()).hasToString(EMPTY);
  }

  @Test
  void ofTextsPutsTheLengthBeforeEach() {
    byte[] bytes =
        ByteBuffer.allocate(8 + 3 + 8 + 2)
            .putLong(3)
            .put("abc".getBytes(StandardCharsets.US_ASCII))
            .putLong(2)
            .put("\u00e9".getBytes(StandardCharsets.UTF_8))
            .array();

    assertThat(ContentHash.of("abc", "\u00e9")).isEqualTo(ContentHash.ofBytes(bytes));
    // Golden: step ids stand on it.
    assertThat(ContentHash.of("abc", "\u00e9"))
        .hasToString("ff98ce799d893fb01a78228496ee6d4cf1f865f3a11c8872f9bd74d0c3a2a980");
  }

  @Property(tries = 300)
  void differentListsHaveDifferentHashes(
      @ForAll @Size(max = 3) List<@AlphaChars @StringLength(max = 2) String> a,
      @ForAll @Size(max = 3) List<@AlphaChars @StringLength(max = 2) String> b) {
    ContentHash ofA = ContentHash.of(a.toArray(new String[0]));
    ContentHash ofB = ContentHash.of(b.toArray(new String[0]));
    assertThat(ofA.equals(ofB)).isEqualTo(a.equals(b));
  }

  @Test
  void streamsLongerThanTheBufferAreReadToTheEnd() throws IOException {
    byte[] bytes = new byte[200_001];
    bytes[200_000] = 1;

    assertThat(ContentHash.ofStream(new ByteArrayInputStream(bytes)))
        .isEqualTo(ContentHash.ofBytes(bytes));
  }

  @Test
  void halfASurrogatePairHasNoHash() {
    assertThatThrownBy(() -> ContentHash.of("\ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the text holds half a surrogate pair");
  }

  @Test
  void onlyADigestIsAHash() {
    assertThatThrownBy(() -> new ContentHash("abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a hash has 64 lower-case hexadecimal digits, found 'abc'");
  }
}
