/// What every node's program is made of, whatever it does: command line, log, status endpoints.
@NullMarked
package io.byteleap.node;

import org.jspecify.annotations.NullMarked;
