// Every public name of this room with the ending that the float build gives it. Included by model.h.
#ifndef ATTEND_MODEL_REAL_NAMES_H
#define ATTEND_MODEL_REAL_NAMES_H

#include "core/real.h"

#define attention_check REAL_NAME(attention_check)
#define attention_nodes REAL_NAME(attention_nodes)
#define attention_write REAL_NAME(attention_write)
#define dataset_rename REAL_NAME(dataset_rename)
#define inputs_constant REAL_NAME(inputs_constant)
#define inputs_dataset REAL_NAME(inputs_dataset)
#define inputs_find REAL_NAME(inputs_find)
#define inputs_leaf REAL_NAME(inputs_leaf)
#define model_attention REAL_NAME(model_attention)
#define model_cost REAL_NAME(model_cost)
#define model_count REAL_NAME(model_count)
#define model_find REAL_NAME(model_find)
#define model_objective REAL_NAME(model_objective)
#define model_output REAL_NAME(model_output)
#define model_replay REAL_NAME(model_replay)
#define model_resolve REAL_NAME(model_resolve)
#define model_run REAL_NAME(model_run)
#define model_sharpness REAL_NAME(model_sharpness)
#define model_spread REAL_NAME(model_spread)
#define model_table REAL_NAME(model_table)
#define model_twins REAL_NAME(model_twins)
#define model_work_prefix REAL_NAME(model_work_prefix)
#define model_write REAL_NAME(model_write)
#define params_choice REAL_NAME(params_choice)
#define params_number REAL_NAME(params_number)
#define params_set REAL_NAME(params_set)

#endif
