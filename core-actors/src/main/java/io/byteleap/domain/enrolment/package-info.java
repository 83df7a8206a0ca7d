/// Tokens with which workers enrol at a VM gateway, on their way from a validator to a worker. No
/// machine here ever holds a token: it passes beside them.
@NullMarked
package io.byteleap.domain.enrolment;

import org.jspecify.annotations.NullMarked;
