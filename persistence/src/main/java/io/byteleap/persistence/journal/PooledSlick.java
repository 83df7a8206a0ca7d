package io.byteleap.persistence.journal;

import com.typesafe.config.Config;
import javax.sql.DataSource;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabaseProvider;
import scala.Some;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcBackend$;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor;
import slick.util.AsyncExecutor$;

/// Gives the journal the process's one pool of connections, and does not let it close the pool.
/// Found by Pekko through its configuration.
public final class PooledSlick implements SlickDatabaseProvider {
  private static final int QUEUE_SIZE = 10_000;

  private final JdbcBackend.JdbcDatabaseDef database;

  /// What the actor system must be created with.
  public static final class Pool extends Setup {
    private final DataSource dataSource;
    private final int connections;

    public Pool(DataSource dataSource, int connections) {
      this.dataSource = dataSource;
      this.connections = connections;
    }
  }

  public PooledSlick(ActorSystem system) {
    var pool =
        system
            .settings()
            .setup()
            .get(Pool.class)
            .orElseThrow(() -> new IllegalStateException("BUG: no pool was given"));
    AsyncExecutor executor =
        AsyncExecutor$.MODULE$.apply(
            "journal", pool.connections, pool.connections, QUEUE_SIZE, pool.connections);
    this.database =
        JdbcBackend$.MODULE$
            .Database()
            .forDataSource(pool.dataSource, new Some<>(pool.connections), executor, false);
  }

  @Override
  public SlickDatabase database(Config config) {
    return new Shared(database);
  }

  private record Shared(JdbcBackend.JdbcDatabaseDef database) implements SlickDatabase {
    @Override
    public JdbcProfile profile() {
      return PostgresProfile$.MODULE$;
    }

    @Override
    public boolean allowShutdown() {
      return false;
    }
  }
}
