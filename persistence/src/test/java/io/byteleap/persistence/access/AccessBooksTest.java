package io.byteleap.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.access.AccessSecret;
import io.byteleap.domain.access.AccessToken;
import io.byteleap.domain.access.AccessTokenId;
import io.byteleap.domain.access.Scope;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.AccessTokens;
import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.port.Page;
import io.byteleap.port.RepeatBook;
import io.byteleap.port.RepeatBook.Answer;
import io.byteleap.port.RepeatBook.Answered;
import io.byteleap.port.RepeatBook.Asked;
import io.byteleap.port.RepeatBook.First;
import io.byteleap.port.RepeatBook.OtherRequest;
import io.byteleap.port.RepeatBook.TooMany;
import io.byteleap.port.RepeatBook.UnderWay;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/// Tokens and repeatable requests in a real database, empty before each test.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessBooksTest {
  private static final Instant T0 = Samples.T0;
  private static final String PRINT = "f".repeat(64);

  private final RandomGenerator random = Seeds.generator(71);
  private Database database;
  private JdbcAccessTokens tokens;
  private JdbcRepeatBook repeats;

  @BeforeAll
  void open(@TempDir Path folder) throws DatabaseProblem {
    database = Database.open(new DatabaseUrl.Embedded(), folder, 4);
    tokens = new JdbcAccessTokens(database.dataSource());
    repeats = new JdbcRepeatBook(database.dataSource());
  }

  @AfterAll
  void close() throws DatabaseProblem {
    database.close();
  }

  @BeforeEach
  void empty() {
    execute("DELETE FROM access_token");
    execute("DELETE FROM repeatable_request");
  }

  @Test
  void token_isFoundByItsHash_andNothingElseOfTheSecretIsKept() {
    var secret = AccessSecret.draw(random);
    var token = token(T0, Duration.ofDays(30));

    assertThat(tokens.add(token, secret.hash())).isEqualTo(AccessTokens.Added.KEPT);

    assertThat(tokens.find(secret.hash())).contains(token);
    assertThat(tokens.find(AccessSecret.draw(random).hash())).isEmpty();
    assertThat(rows("SELECT t::text FROM access_token t")).hasSize(1);
    assertThat(rows("SELECT t::text FROM access_token t").getFirst())
        .contains(secret.hash().hex())
        .doesNotContain(secret.reveal());
  }

  @Test
  void revocation_staysAsItWasFirst_andUseIsNoted() {
    var secret = AccessSecret.draw(random);
    var token = token(T0, Duration.ofDays(30));
    tokens.add(token, secret.hash());

    tokens.used(token.id(), T0.plusSeconds(5));
    tokens.revoke(token.id(), T0.plusSeconds(9));
    var again = tokens.revoke(token.id(), T0.plusSeconds(20)).orElseThrow();

    assertThat(again.revocation()).isEqualTo(new AccessToken.Revoked(T0.plusSeconds(9)));
    assertThat(again.lastUse()).isEqualTo(new AccessToken.UsedAt(T0.plusSeconds(5)));
    assertThat(again.state(T0.plusSeconds(20))).isEqualTo(AccessToken.State.REVOKED);
    assertThat(tokens.revoke(AccessTokenId.draw(random), T0)).isEmpty();
  }

  @Test
  void pagesOfTokens_followOneAnother_theNewestFirst() {
    var made =
        IntStream.range(0, 5)
            .mapToObj(i -> token(T0.plusSeconds(i / 2), Duration.ofDays(1)))
            .toList();
    made.forEach(token -> tokens.add(token, AccessSecret.draw(random).hash()));

    List<AccessToken> read = new ArrayList<>();
    var page = tokens.page(Page.Wish.first(2));
    read.addAll(page.items());
    while (!page.next().isEmpty()) {
      page = tokens.page(new Page.Wish(2, page.next()));
      read.addAll(page.items());
    }

    assertThat(read).containsExactlyInAnyOrderElementsOf(made);
    assertThat(read).isSortedAccordingTo((a, b) -> b.createdAt().compareTo(a.createdAt()));
    assertThatThrownBy(() -> tokens.page(new Page.Wish(2, List.of("odd"))))
        .isInstanceOf(Page.UnknownKey.class);
    assertThatThrownBy(() -> tokens.page(new Page.Wish(2, List.of("odd", "x"))))
        .isInstanceOf(Page.UnknownKey.class);
  }

  @Test
  void tokens_areSoManyAtMost_andThoseLongOverMakeRoom() {
    execute(
        "INSERT INTO access_token (token_id, hash, label, scopes, created_at, expires_at)"
            + " SELECT lpad(to_hex(i), 16, '0'), lpad(to_hex(i), 64, '0'), '', 'read',"
            + " timestamptz '2026-01-01T00:00Z', timestamptz '2026-01-02T00:00Z'"
            + " FROM generate_series(1, "
            + AccessTokens.COUNT_MAX
            + ") i");
    var soon = token(T0.plus(Duration.ofDays(91)), Duration.ofDays(1));
    var later = token(T0.plus(Duration.ofDays(92)), Duration.ofDays(1));

    assertThat(tokens.add(soon, AccessSecret.draw(random).hash()))
        .isEqualTo(AccessTokens.Added.TOO_MANY);
    assertThat(tokens.add(later, AccessSecret.draw(random).hash()))
        .isEqualTo(AccessTokens.Added.KEPT);
    assertThat(tokens.page(Page.Wish.first(1_000)).items()).containsExactly(later);
  }

  @Test
  void request_isFirst_underWay_thenAnswered_andThenForgotten() {
    var answer = new Answer(201, "{\"lease_id\":\"l-1\"}", "\"1\"");

    assertThat(look("k", PRINT, T0)).isEqualTo(new First());
    assertThat(look("k", PRINT, T0.plusSeconds(1))).isEqualTo(new UnderWay());
    repeats.keep(new RepeatBook.Key("me", "k"), answer);
    assertThat(look("k", PRINT, T0.plusSeconds(2))).isEqualTo(new Answered(answer));
    assertThat(look("k", "0".repeat(64), T0.plusSeconds(3))).isEqualTo(new OtherRequest());
    assertThat(repeats.look(new Asked(new RepeatBook.Key("you", "k"), PRINT, T0)))
        .isEqualTo(new First());
    assertThat(look("k", "0".repeat(64), T0.plus(RepeatBook.KEPT))).isEqualTo(new First());
    repeats.forget(new RepeatBook.Key("me", "k"));
    assertThat(look("k", PRINT, T0.plus(RepeatBook.KEPT))).isEqualTo(new First());
  }

  @Test
  void requestThatWasGivenUp_isAnsweredByTheNext() {
    look("k", PRINT, T0);

    assertThat(look("k", PRINT, T0.plusSeconds(59))).isEqualTo(new UnderWay());
    assertThat(look("k", "0".repeat(64), T0.plusSeconds(60))).isEqualTo(new OtherRequest());
    assertThat(look("k", PRINT, T0.plusSeconds(60))).isEqualTo(new First());
  }

  @Test
  void ofManyAtOnce_oneIsFirst() {
    var looks =
        IntStream.range(0, 8)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> look("k", PRINT, T0)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(looks).filteredOn(new First()::equals).hasSize(1);
    assertThat(looks).filteredOn(new UnderWay()::equals).hasSize(7);
  }

  @Test
  void keys_areSoManyOfACallerAtMost_untilTheyAreOld() {
    execute(
        "INSERT INTO repeatable_request (caller, name, fingerprint, asked_at)"
            + " SELECT 'me', i::text, '', timestamptz '2026-01-01T00:00Z'"
            + " FROM generate_series(1, "
            + RepeatBook.KEYS_MAX
            + ") i");

    assertThat(look("new", PRINT, T0.plusSeconds(1))).isEqualTo(new TooMany());
    assertThat(repeats.look(new Asked(new RepeatBook.Key("you", "new"), PRINT, T0)))
        .isEqualTo(new First());
    assertThat(look("new", PRINT, T0.plus(RepeatBook.KEPT))).isEqualTo(new First());
    assertThat(rows("SELECT name FROM repeatable_request")).containsExactly("new");
  }

  @Test
  void databaseThatIsAway_isSaid() {
    var away = new PGSimpleDataSource();
    away.setPortNumbers(new int[] {1});
    var asked = new Asked(new RepeatBook.Key("me", "k"), PRINT, T0);

    assertThatThrownBy(() -> new JdbcRepeatBook(away).look(asked))
        .isInstanceOf(HistoryUnavailable.class);
    assertThatThrownBy(() -> new JdbcAccessTokens(away).page(Page.Wish.first(1)))
        .isInstanceOf(HistoryUnavailable.class);
  }

  private RepeatBook.Look look(String name, String fingerprint, Instant at) {
    return repeats.look(new Asked(new RepeatBook.Key("me", name), fingerprint, at));
  }

  private AccessToken token(Instant createdAt, Duration lifetime) {
    return AccessToken.made(
        AccessTokenId.draw(random),
        Label.of("a market"),
        Set.of(Scope.READ, Scope.LEASE),
        createdAt,
        createdAt.plus(lifetime));
  }

  private void execute(String sql) {
    var _ =
        Question.answered(
            database.dataSource(),
            connection -> {
              Sql.execute(connection, sql);
              return sql;
            });
  }

  private List<String> rows(String sql) {
    return Question.answered(
        database.dataSource(), connection -> Sql.query(connection, row -> row.getString(1), sql));
  }
}
