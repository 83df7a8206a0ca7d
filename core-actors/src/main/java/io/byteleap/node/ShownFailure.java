package io.byteleap.node;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.byteleap.domain.units.Label;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// How the log shows a failure: one that the outside world caused (a connection, a file, the
/// database) as one line that names it, any other with its whole trace, because it is a mistake of
/// ours.
final class ShownFailure extends ThrowableProxyConverter {
  private static final int DEPTH_MAX = 32;

  @Override
  protected String throwableProxyToString(IThrowableProxy failure) {
    var outside = outsideOf(((ThrowableProxy) failure).getThrowable());
    return outside == null
        ? super.throwableProxyToString(failure)
        : "  " + Label.of(outside.toString()).value() + System.lineSeparator();
  }

  /// The innermost failure of the outside world in the chain.
  private static @Nullable Throwable outsideOf(@Nullable Throwable failure) {
    @Nullable Throwable outside = null;
    @Nullable Throwable each = failure;
    for (int depth = 0; each != null && depth < DEPTH_MAX; depth++) {
      if (isOutside(each)) {
        outside = each;
      }
      each = each.getCause();
    }
    return outside;
  }

  private static boolean isOutside(Throwable failure) {
    return failure instanceof SQLException
        || failure instanceof SocketException
        || failure instanceof UnknownHostException
        || failure instanceof InterruptedIOException
        || failure instanceof EOFException
        || failure instanceof FileSystemException;
  }
}
