/**
 * Looks at tools, store and databases, and says what is wrong and what to do about it. Changes nothing that stays, unless it is
 * told to.
 */
package io.holdfast.cli.doctor;
