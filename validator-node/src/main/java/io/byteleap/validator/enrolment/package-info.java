/// Tokens with which workers enrol at a VM gateway: who gets one, and from whom.
@NullMarked
package io.byteleap.validator.enrolment;

import org.jspecify.annotations.NullMarked;
