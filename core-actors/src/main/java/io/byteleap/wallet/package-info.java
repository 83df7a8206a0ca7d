/// Wallets as operators have them on disk: folders of key files, plain or encrypted, and the
/// commands that make and show them.
@NullMarked
package io.byteleap.wallet;

import org.jspecify.annotations.NullMarked;
