package io.byteleap.worker.compute;

import static io.byteleap.fixture.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.UnitRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowsShelfTest {
  private static final MatrixKey KEY = MatrixKey.ofHex("0a".repeat(32));
  private static final Duration AGE = Duration.ofMinutes(10);

  /// Room for three products of 128 rows by number, for four by size.
  private final RowsShelf shelf = new RowsShelf(new ProofVault.Limits(AGE, 3, 4 * 64 * 128));

  private static final class Held implements ExactProduct {
    private final ExactShape made;
    private int closed;

    private Held(ExactShape made) {
      this.made = made;
    }

    @Override
    public ExactShape made() {
      return made;
    }

    @Override
    public TreeHash root() {
      return TreeHash.ofHex("ab".repeat(32));
    }

    @Override
    public List<OpenedRow> open(List<Integer> rows, Runnable checkpoint) {
      return List.of();
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private static ProofVault.Key key(String challenge) {
    return new ProofVault.Key(new Hotkey("5V"), new ChallengeId(challenge));
  }

  private Held kept(String challenge, int size, Instant now) {
    var shape = new ExactShape(size, 1);
    var product = new Held(shape);
    var task = new ExactTask(new ChallengeId(challenge), UnitId.CPU, shape, KEY, KEY);
    shelf.keep(key(challenge), task, product, now);
    return product;
  }

  private Decoded<RowsShelf.Opening> take(String challenge, Instant now) {
    return shelf.take(key(challenge), new UnitRows(UnitId.CPU, List.of(1)), now);
  }

  @Test
  void oldestProducts_leaveFirst_whenThereAreTooMany_orTheyAreTooLarge() {
    var a = kept("a", 128, T0);
    var b = kept("b", 128, T0);
    var c = kept("c", 128, T0);
    var d = kept("d", 128, T0);
    assertThat(List.of(a.closed, b.closed, c.closed, d.closed)).containsExactly(1, 0, 0, 0);

    var e = kept("e", 384, T0);

    assertThat(List.of(b.closed, c.closed, d.closed, e.closed)).containsExactly(1, 1, 0, 0);
    assertThat(shelf.count()).isEqualTo(2);
    assertThat(shelf.bytes()).isEqualTo(4 * 64 * 128);
    assertThat(kept("f", 1_024, T0).closed).isEqualTo(1);
  }

  @Test
  void productThatIsBeingOpened_stays_andIsNotOpenedTwice() {
    var first = kept("a", 128, T0);
    assertThat(take("a", T0)).isInstanceOf(Decoded.Read.class);
    kept("b", 128, T0);
    kept("c", 128, T0);
    kept("d", 128, T0);

    assertThat(first.closed).isZero();
    assertThat(refusal(take("a", T0))).isEqualTo("the rows of unit -1 are being opened");
    assertThat(refusal(take("b", T0))).isEqualTo("no product of unit -1 of challenge b is kept");

    shelf.opened(new RowsShelf.Key(key("a"), UnitId.CPU));

    assertThat(first.closed).isEqualTo(1);
    assertThat(refusal(take("a", T0))).isEqualTo("no product of unit -1 of challenge a is kept");
  }

  @Test
  void product_isKeptForItsTime_andNoLonger() {
    var product = kept("a", 128, T0);
    shelf.sweep(T0.plus(AGE).minusMillis(1));
    assertThat(product.closed).isZero();

    assertThat(take("a", T0.plus(AGE))).isInstanceOf(Decoded.Refused.class);
    assertThat(product.closed).isEqualTo(1);
    assertThat(shelf.count()).isZero();
  }

  @Test
  void newProductOfTheSameUnit_takesThePlaceOfTheOld_andClosingClosesAll() {
    var old = kept("a", 128, T0);
    var fresh = kept("a", 128, T0);
    assertThat(List.of(old.closed, fresh.closed)).containsExactly(1, 0);

    shelf.close();

    assertThat(List.of(old.closed, fresh.closed)).containsExactly(1, 1);
  }

  private static String refusal(Decoded<RowsShelf.Opening> taken) {
    return ((Decoded.Refused<RowsShelf.Opening>) taken).why().value();
  }
}
