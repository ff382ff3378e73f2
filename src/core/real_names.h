// In the float build every public name of core/ and model/ gets the ending _float, so that both live in one program.
// A new public function or row gets a line here. Included by real.h alone.
#ifndef ATTEND_CORE_REAL_NAMES_H
#define ATTEND_CORE_REAL_NAMES_H
#ifdef ATTEND_FLOAT

// tape.h
#define shape_count REAL_NAME(shape_count)
#define shape_equal REAL_NAME(shape_equal)
#define shape_text REAL_NAME(shape_text)
#define tape_begin REAL_NAME(tape_begin)
#define tape_prefix REAL_NAME(tape_prefix)
#define tape_leaf REAL_NAME(tape_leaf)
#define tape_constant REAL_NAME(tape_constant)
#define tape_matmul REAL_NAME(tape_matmul)
#define tape_add REAL_NAME(tape_add)
#define tape_subtract REAL_NAME(tape_subtract)
#define tape_multiply REAL_NAME(tape_multiply)
#define tape_divide REAL_NAME(tape_divide)
#define tape_scale REAL_NAME(tape_scale)
#define tape_sum REAL_NAME(tape_sum)
#define tape_transpose REAL_NAME(tape_transpose)
#define tape_reshape REAL_NAME(tape_reshape)
#define tape_exp REAL_NAME(tape_exp)
#define tape_log REAL_NAME(tape_log)
#define tape_tanh REAL_NAME(tape_tanh)
#define tape_hide REAL_NAME(tape_hide)
#define tape_softmax REAL_NAME(tape_softmax)
#define tape_distance2 REAL_NAME(tape_distance2)
#define tape_mse REAL_NAME(tape_mse)
#define tape_name REAL_NAME(tape_name)
#define tape_find REAL_NAME(tape_find)
#define tape_node REAL_NAME(tape_node)
#define tape_forward REAL_NAME(tape_forward)
#define tape_backward REAL_NAME(tape_backward)
#define tape_work REAL_NAME(tape_work)
#define tape_work_all REAL_NAME(tape_work_all)

// record.h
#define tape_record REAL_NAME(tape_record)
#define tape_scratch REAL_NAME(tape_scratch)
#define expr_steps REAL_NAME(expr_steps)
#define steps_add REAL_NAME(steps_add)

// broadcast.h
#define broadcast_shape REAL_NAME(broadcast_shape)
#define broadcast_axes REAL_NAME(broadcast_axes)
#define broadcast_joined REAL_NAME(broadcast_joined)
#define broadcast_element REAL_NAME(broadcast_element)
#define broadcast_first REAL_NAME(broadcast_first)
#define broadcast_repeats REAL_NAME(broadcast_repeats)
#define broadcast_range REAL_NAME(broadcast_range)

// op.h and its rows
#define op_table REAL_NAME(op_table)
#define op_count REAL_NAME(op_count)
#define op_leaf REAL_NAME(op_leaf)
#define op_matmul REAL_NAME(op_matmul)
#define op_add REAL_NAME(op_add)
#define op_subtract REAL_NAME(op_subtract)
#define op_multiply REAL_NAME(op_multiply)
#define op_divide REAL_NAME(op_divide)
#define op_scale REAL_NAME(op_scale)
#define op_sum REAL_NAME(op_sum)
#define op_transpose REAL_NAME(op_transpose)
#define op_reshape REAL_NAME(op_reshape)
#define op_exp REAL_NAME(op_exp)
#define op_log REAL_NAME(op_log)
#define op_tanh REAL_NAME(op_tanh)
#define op_hide REAL_NAME(op_hide)
#define op_softmax REAL_NAME(op_softmax)
#define op_distance2 REAL_NAME(op_distance2)
#define op_mse REAL_NAME(op_mse)

// explain.h
#define expr_number REAL_NAME(expr_number)
#define expr_source REAL_NAME(expr_source)
#define expr_grad REAL_NAME(expr_grad)
#define expr_unary REAL_NAME(expr_unary)
#define expr_binary REAL_NAME(expr_binary)
#define expr_series REAL_NAME(expr_series)
#define explain_value REAL_NAME(explain_value)
#define explain_gradient REAL_NAME(explain_gradient)
#define expr_value REAL_NAME(expr_value)
#define expr_sources REAL_NAME(expr_sources)
#define flows_to REAL_NAME(flows_to)
#define range_holds REAL_NAME(range_holds)
#define range_count REAL_NAME(range_count)

// model/

#endif
#endif
