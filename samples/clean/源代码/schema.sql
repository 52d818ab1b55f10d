-- 客户表：字段说明，不含数据
CREATE TABLE t_customer (
  id          BIGINT PRIMARY KEY COMMENT '主键，如 1843762190034411',
  cust_name   VARCHAR(64)  NOT NULL COMMENT '客户姓名',
  mobile      CHAR(11)     NOT NULL COMMENT '手机号',
  id_card     CHAR(18)     COMMENT '身份证号',
  bank_card   VARCHAR(19)  COMMENT '银行卡号',
  email       VARCHAR(128) COMMENT '电子邮箱',
  address     VARCHAR(256) COMMENT '联系地址',
  created_at  TIMESTAMP DEFAULT CURRENT_TIMESTAMP
) AUTO_INCREMENT=15820034411;

CREATE INDEX idx_customer_mobile ON t_customer (mobile);
UPDATE t_customer SET mobile = CONCAT(LEFT(mobile, 3), '****', RIGHT(mobile, 4)) WHERE id = 13900139001;
INSERT INTO t_seq (name, next_val) VALUES ('order', 13900139002);
